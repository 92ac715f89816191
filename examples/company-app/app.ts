import { App } from 'aws-cdk-lib';
import { Payments } from './payments.ts';

const app = new App();

new Payments(app, 'Staging', {
  env: { account: '111122223333', region: 'sa-east-1' },
  options: { stage: 'staging', providers: ['letpay', 'pix'] },
});

new Payments(app, 'Production', {
  env: { account: '444455556666', region: 'sa-east-1' },
  options: {
    merchants: [{ id: 'loja-1', principals: ['arn:aws:iam::444455556666:role/storefront-1'] }],
    alarmEmail: 'oncall@example.com',
    terminationProtection: true,
  },
});

app.synth();
