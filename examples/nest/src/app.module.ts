import { Module } from '@nestjs/common'
import { SsoModule } from 'ssokit/nest'
import { AccountsController } from './accounts.controller.js'
import { AdminGuard } from './admin.guard.js'
import { DatabaseService } from './database.service.js'
import { DemoService } from './demo.service.js'
import { SessionService } from './session.service.js'
import { SettingsController } from './settings.controller.js'
import { makeSso } from './sso.js'

/** What both the sign-in and the pages need. */
@Module({
  providers: [DatabaseService, DemoService, SessionService],
  exports: [DatabaseService, DemoService, SessionService],
})
class SharedModule {}

@Module({
  imports: [
    SharedModule,
    SsoModule.forRootAsync({
      imports: [SharedModule],
      inject: [DatabaseService, DemoService, SessionService],
      useFactory: async (
        database: DatabaseService,
        demo: DemoService,
        sessions: SessionService,
      ) => ({
        sso: await makeSso(database, demo, sessions),
        // The callback is a route of `AccountsController`.
        hostPages: false,
      }),
    }),
  ],
  controllers: [AccountsController, SettingsController],
  providers: [AdminGuard],
})
export class AppModule {}
