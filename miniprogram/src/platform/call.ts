import Taro from '@tarojs/taro'

/** Opens the phone's dialler with the number. */
export async function callPhone(phoneNumber: string): Promise<void> {
  try {
    await Taro.makePhoneCall({ phoneNumber })
  } catch {
    // The person closed the dialler: nothing to tell them.
  }
}
