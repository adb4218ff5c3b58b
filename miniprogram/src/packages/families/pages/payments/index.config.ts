export default definePageConfig({ navigationBarTitleText: '付款同意', enablePullDownRefresh: true })
