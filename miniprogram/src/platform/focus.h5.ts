/** Gives the keyboard's focus to the first button inside the element, which also brings it into view. */
export function focusWithin(id: string): void {
  document.getElementById(id)?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
}
