export default definePageConfig({ navigationBarTitleText: '替长者预约' })
