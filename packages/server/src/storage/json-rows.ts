/** An answer that is one text value with all rows in it, as JSON: PGlite is slow at many rows. */
export interface JsonRows {
  json: string | null
}

/** The rows of such an answer; none where nothing was found. */
export const rowsIn = <Row>(answer: JsonRows | undefined): Row[] => JSON.parse(answer?.json ?? '[]')
