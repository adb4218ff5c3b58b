/** Scrolls just far enough that the element is in view. */
export function revealElement(id: string): void {
  document.getElementById(id)?.scrollIntoView({ block: 'nearest' })
}
