/** Text for a cell of a spreadsheet, which runs what begins like a formula. */
export const plainCell = (text: string): string => text.replace(/^[=+\-@\t\r]/, "'$&")
