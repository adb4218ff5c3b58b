export default definePageConfig({ navigationBarTitleText: '诉求', enableShareAppMessage: true })
