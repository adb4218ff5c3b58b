export default definePageConfig({ navigationBarTitleText: '没送达的消息', enablePullDownRefresh: true })
