import Taro from '@tarojs/taro'

/** Calls back on each change with whether there is a network now. Returns the way to stop. */
export function watchNetwork(onChange: (isOnline: boolean) => void): () => void {
  const listen = ({ isConnected }: { isConnected: boolean }) => {
    onChange(isConnected)
  }
  Taro.onNetworkStatusChange(listen)
  return () => {
    Taro.offNetworkStatusChange(listen)
  }
}
