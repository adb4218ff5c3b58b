/**
 * Calls back on each change with whether there is a network now. Returns the way to stop. Not by Taro: it asks
 * `navigator.connection`, which neither iPhones nor Firefox have.
 */
export function watchNetwork(onChange: (isOnline: boolean) => void): () => void {
  const listen = () => {
    onChange(navigator.onLine)
  }
  window.addEventListener('online', listen)
  window.addEventListener('offline', listen)
  if (!navigator.onLine) onChange(false)
  return () => {
    window.removeEventListener('online', listen)
    window.removeEventListener('offline', listen)
  }
}
