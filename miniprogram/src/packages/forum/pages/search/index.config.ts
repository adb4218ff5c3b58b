export default definePageConfig({ navigationBarTitleText: '找一找', enablePullDownRefresh: true })
