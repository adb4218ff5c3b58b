export default definePageConfig({ navigationBarTitleText: '亲属代办', enablePullDownRefresh: true })
