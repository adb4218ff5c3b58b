export default definePageConfig({ navigationBarTitleText: '谁看过我的记录', enablePullDownRefresh: true })
