/** Names of AWS services that come up in incidents, as AWS writes them. Suggestions only: any other name may be typed. */
export const SERVICES = [
  'Amazon API Gateway', 'Amazon Athena', 'Amazon Aurora', 'Amazon Bedrock', 'Amazon CloudFront', 'Amazon CloudWatch', 'Amazon Cognito',
  'Amazon Comprehend', 'Amazon Connect', 'Amazon Detective', 'Amazon DocumentDB', 'Amazon DynamoDB', 'Amazon EBS', 'Amazon EC2',
  'Amazon EC2 Auto Scaling', 'Amazon ECR', 'Amazon ECS', 'Amazon EFS', 'Amazon EKS', 'Amazon ElastiCache', 'Amazon EMR', 'Amazon EventBridge',
  'Amazon FSx', 'Amazon GuardDuty', 'Amazon Inspector', 'Amazon Kinesis', 'Amazon Lightsail', 'Amazon Macie', 'Amazon MemoryDB', 'Amazon MQ',
  'Amazon MSK', 'Amazon Neptune', 'Amazon OpenSearch Service', 'Amazon Q', 'Amazon QuickSight', 'Amazon RDS', 'Amazon Redshift',
  'Amazon Rekognition', 'Amazon Route 53', 'Amazon S3', 'Amazon S3 Glacier', 'Amazon SageMaker', 'Amazon Security Lake', 'Amazon SES',
  'Amazon SNS', 'Amazon SQS', 'Amazon Timestream', 'Amazon VPC', 'Amazon WorkMail', 'Amazon WorkSpaces', 'AWS Amplify', 'AWS App Runner',
  'AWS AppSync', 'AWS Backup', 'AWS Batch', 'AWS Certificate Manager', 'AWS Cloud9', 'AWS CloudFormation', 'AWS CloudHSM', 'AWS CloudShell',
  'AWS CloudTrail', 'AWS CodeArtifact', 'AWS CodeBuild', 'AWS CodeCommit', 'AWS CodeDeploy', 'AWS CodePipeline', 'AWS Config',
  'AWS Control Tower', 'AWS DataSync', 'AWS Direct Connect', 'AWS Directory Service', 'AWS Elastic Beanstalk', 'AWS Fargate',
  'AWS Firewall Manager', 'AWS Glue', 'AWS IAM', 'AWS IAM Identity Center', 'AWS IoT Core', 'AWS KMS', 'AWS Lake Formation', 'AWS Lambda',
  'AWS Network Firewall', 'AWS Organizations', 'AWS PrivateLink', 'AWS RAM', 'AWS Secrets Manager', 'AWS Security Hub', 'AWS Security Token Service',
  'AWS Shield', 'AWS Site-to-Site VPN', 'AWS Step Functions', 'AWS Storage Gateway', 'AWS Systems Manager', 'AWS Transfer Family',
  'AWS Transit Gateway', 'AWS WAF', 'AWS X-Ray', 'Elastic Load Balancing',
] as const
