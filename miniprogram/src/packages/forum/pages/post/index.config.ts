export default definePageConfig({
  navigationBarTitleText: '帖子',
  enablePullDownRefresh: true,
  enableShareAppMessage: true,
})
