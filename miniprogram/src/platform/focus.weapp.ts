export function focusWithin(): void {
  // Only the keyboard moves through a list, and a phone has none.
}
