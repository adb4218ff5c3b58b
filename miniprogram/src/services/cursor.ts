/** The part of a query that asks for the page behind a row; nothing for the first page. */
export const after = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor })
