export default definePageConfig({ navigationBarTitleText: '写一次表决' })
