/**
 * For every session that runs our statements, on both databases. Instants that become JSON in a statement read as UTC.
 * Plans are kept (statement-names.ts) and the first are made while tables are small, when reading one whole looks
 * cheapest: that plan would stay while the table grows. Compiling to machine code pays for none of our statements.
 */
export const sessionSettings: string = "set time zone 'UTC'; set enable_seqscan = off; set jit = off"
