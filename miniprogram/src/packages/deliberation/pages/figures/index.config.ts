export default definePageConfig({ navigationBarTitleText: '议事的数字' })
