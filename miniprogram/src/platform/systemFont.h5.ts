/** How much larger than usual the browser's own font is: 1 is 16 px. The page's root is fixed, so a probe is measured. */
export function readFontScale(): number {
  const probe = document.createElement('div')
  probe.style.cssText = 'font-size:medium;position:absolute;visibility:hidden'
  document.body.appendChild(probe)
  const size = parseFloat(window.getComputedStyle(probe).fontSize)
  probe.remove()
  return Number.isFinite(size) && size > 0 ? size / 16 : 1
}
