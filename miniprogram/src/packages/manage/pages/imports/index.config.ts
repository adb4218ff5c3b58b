export default definePageConfig({ navigationBarTitleText: '台账导入', enablePullDownRefresh: true })
