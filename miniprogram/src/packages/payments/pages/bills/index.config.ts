export default definePageConfig({ navigationBarTitleText: '收款对账', enablePullDownRefresh: true })
