export default definePageConfig({ navigationBarTitleText: '家里人的邀请', enableShareAppMessage: true })
