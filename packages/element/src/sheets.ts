let sheets: [CSSStyleSheet, CSSStyleSheet] | undefined

/**
 * Constructed stylesheets, which a strict policy allows, shared by all elements of a page: one for what is there from
 * the start, and one for the rest, which is empty until that comes.
 */
export function sharedSheets(first: string): [CSSStyleSheet, CSSStyleSheet] {
  if (!sheets) {
    sheets = [new CSSStyleSheet(), new CSSStyleSheet()]
    sheets[0].replaceSync(first)
  }
  return sheets
}

export const fillLaterSheet = (css: string): void => sheets?.[1].replaceSync(css)
