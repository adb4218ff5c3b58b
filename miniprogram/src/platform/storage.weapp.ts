import Taro from '@tarojs/taro'
import type { KeyValueStore } from './types'

/** Kept until it is removed: drafts, what waits to be sent, settings. */
export const deviceStore: KeyValueStore = {
  read: (key) => {
    try {
      const text: unknown = Taro.getStorageSync(key)
      return typeof text === 'string' && text !== '' ? (JSON.parse(text) as unknown) : undefined
    } catch {
      return undefined
    }
  },
  write: (key, value) => {
    try {
      Taro.setStorageSync(key, JSON.stringify(value))
      return true
    } catch {
      return false
    }
  },
  remove: (key) => {
    try {
      Taro.removeStorageSync(key)
    } catch {
      // Nothing was stored.
    }
  },
}

/** One WeChat account is one person: a session is kept like everything else. */
export const sessionStore = deviceStore
