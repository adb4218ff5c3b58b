export default definePageConfig({ navigationBarTitleText: '议事员', enablePullDownRefresh: true })
