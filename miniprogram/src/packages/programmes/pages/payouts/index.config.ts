export default definePageConfig({ navigationBarTitleText: '现金发放' })
