export default definePageConfig({ navigationBarTitleText: '代办记录', enablePullDownRefresh: true })
