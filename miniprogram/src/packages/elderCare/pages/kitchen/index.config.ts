export default definePageConfig({ navigationBarTitleText: '明天的餐单' })
