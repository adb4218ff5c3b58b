export default definePageConfig({ navigationBarTitleText: '网格和楼栋', enablePullDownRefresh: true })
