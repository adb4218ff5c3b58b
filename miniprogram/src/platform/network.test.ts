import { watchNetwork } from './network'

const setOnline = (isOnline: boolean) => {
  jest.spyOn(navigator, 'onLine', 'get').mockReturnValue(isOnline)
  window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'))
}

afterEach(() => {
  jest.restoreAllMocks()
})

describe('the network of a browser', () => {
  it('is heard of when it goes and when it comes back, until nobody listens', () => {
    const heard: boolean[] = []
    const stop = watchNetwork((isOnline) => heard.push(isOnline))
    setOnline(false)
    setOnline(true)
    stop()
    setOnline(false)
    expect(heard).toEqual([false, true])
  })

  it('is known to be away from the start', () => {
    setOnline(false)
    const heard: boolean[] = []
    watchNetwork((isOnline) => heard.push(isOnline))()
    expect(heard).toEqual([false])
  })
})
