export default definePageConfig({ navigationBarTitleText: '请老人授权' })
