import { useEffect, useRef } from 'react'

interface KeyPress {
  key: string
  target?: EventTarget | null
  currentTarget?: EventTarget | null
  preventDefault: () => void
}

/** What makes a View work from the keyboard like a button. */
export function pressableProps(role: string, onPress: () => void, isDisabled: boolean) {
  return {
    role,
    tabIndex: isDisabled ? -1 : 0,
    onKeyDown: (event: KeyPress) => {
      if (event.target !== event.currentTarget || isDisabled) return
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      onPress()
    },
  }
}

/** Role of a part of the page for assistive programs. */
export function roleProps(role: string): object {
  return { role }
}

/** Listens to keys while the component is shown: `{ j: next, Escape: close }`. Keys typed into a field are left alone. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.matches('input, textarea, select')
      if (event.ctrlKey || event.metaKey || event.altKey || (isTyping && event.key !== 'Escape')) return
      // The focused button has taken it, or a sheet is open: what lies behind it does not listen.
      const isBehind = event.key !== 'Escape' && document.querySelector('[role="dialog"]') !== null
      if (event.defaultPrevented || isBehind) return
      latest.current[event.key]?.()
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [])
}

/** Keeps the keyboard's focus inside an open sheet and gives it back afterwards. */
export function useFocusTrap(rootId: string, isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return
    const before = document.activeElement
    const focusable = () =>
      Array.from(
        document.getElementById(rootId)?.querySelectorAll<HTMLElement>('[tabindex="0"], input, textarea') ??
          [],
      )
    focusable()[0]?.focus()
    const onTab = (event: KeyboardEvent) => {
      if (event.key !== 'Tab') return
      const all = focusable()
      const at = all.indexOf(document.activeElement as HTMLElement)
      const next = event.shiftKey ? at - 1 : at + 1
      if (at >= 0 && next >= 0 && next < all.length) return
      event.preventDefault()
      all[event.shiftKey ? all.length - 1 : 0]?.focus()
    }
    window.addEventListener('keydown', onTab)
    return () => {
      window.removeEventListener('keydown', onTab)
      if (before instanceof HTMLElement) before.focus()
    }
  }, [rootId, isOpen])
}

interface FieldLabels {
  label: string
  describedBy: string
  /** What is wrong with it. */
  problem: string | undefined
}

/** Ties label, hint and error to the real input inside Taro's component. */
export function fieldProps({ label, describedBy, problem }: FieldLabels): object {
  return {
    nativeProps: {
      'aria-label': label,
      'aria-describedby': describedBy,
      'aria-invalid': problem === undefined ? 'false' : 'true',
    },
  }
}
