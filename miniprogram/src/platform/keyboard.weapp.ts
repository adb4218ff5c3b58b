/** What makes a View a button for the phone's screen reader. */
export function pressableProps(role: string): object {
  return { 'aria-role': role }
}

/** Role of a part of the page for assistive programs. WeChat reads it from `aria-role`. */
export function roleProps(role: string): object {
  return { 'aria-role': role }
}

export function useShortcuts(): void {
  // A phone has no keys to listen to.
}

export function useFocusTrap(): void {
  // There is no focus to keep.
}

/** WeChat knows no reference to other elements: the label is spoken, hint and error are read in their order. */
export function fieldProps({ label, problem }: { label: string; problem: string | undefined }): object {
  // WeChat reads neither `aria-invalid` nor `aria-describedby` of an input.
  return { 'aria-label': problem === undefined ? label : `${label}，${problem}` }
}
