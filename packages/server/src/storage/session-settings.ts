/**
 * For every session that runs our statements, on both databases. Instants that become JSON in a statement read as UTC.
 * Statements keep their plans (statement-names.ts), so a plan suits any parameters and a table of any size: it is made
 * once, not for the parameters at hand, and never reads a table whole because it was small at the time. Compiling to
 * machine code pays for none of our statements.
 */
export const sessionSettings: string = `
  set time zone 'UTC';
  set plan_cache_mode = force_generic_plan;
  set enable_seqscan = off;
  set jit = off`
