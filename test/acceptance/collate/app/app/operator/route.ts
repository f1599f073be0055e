import { mount } from '../../collate.ts'

export const { GET, POST } = mount((app, request) => app.pages.operatorPage(request))
