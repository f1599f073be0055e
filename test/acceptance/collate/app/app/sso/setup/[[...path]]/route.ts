import { mount } from '../../../../collate.ts'

export const { GET, POST } = mount((app, request) => app.setup.handler(request))
