export default definePageConfig({ navigationBarTitleText: '哪些单位在做', enablePullDownRefresh: true })
