export default definePageConfig({ navigationBarTitleText: '类别', enablePullDownRefresh: true })
