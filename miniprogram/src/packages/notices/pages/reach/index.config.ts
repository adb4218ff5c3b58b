export default definePageConfig({ navigationBarTitleText: '告知和上门', enablePullDownRefresh: true })
