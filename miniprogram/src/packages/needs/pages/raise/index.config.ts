export default definePageConfig({ navigationBarTitleText: '写清楚再提' })
