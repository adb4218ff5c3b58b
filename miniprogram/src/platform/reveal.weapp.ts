export function revealElement(): void {
  // Only the keyboard moves through a list, and a phone has none.
}
