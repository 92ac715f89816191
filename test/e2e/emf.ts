import * as z from 'zod';

/**
 * A line in CloudWatch's embedded metric format, as far as we write it.
 * @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const emfSchema = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.int(),
    CloudWatchMetrics: z
      .array(
        z.strictObject({
          Namespace: z.string().min(1),
          Dimensions: z.array(z.array(z.string()).max(30)),
          Metrics: z
            .array(z.strictObject({ Name: z.string(), Unit: z.string() }))
            .min(1)
            .max(100),
        }),
      )
      .length(1),
  }),
});
