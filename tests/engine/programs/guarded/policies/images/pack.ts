import { PolicyPack, type ReportViolation, type ResourceValidationArgs } from "@pulumi/policy";

new PolicyPack("images", {
  policies: [
    {
      name: "pinned",
      description: "An image is pinned to a version.",
      enforcementLevel: "mandatory",
      validateResource: ({ props }: ResourceValidationArgs, report: ReportViolation): void => {
        const pod = props["spec"]?.template?.spec ?? props["spec"];
        for (const { image } of pod?.containers ?? []) if (/:latest$/.test(image)) report(`${image} is not pinned`);
      },
    },
    {
      name: "owned",
      description: "A pod names its owner.",
      enforcementLevel: "advisory",
      validateResource: ({ type, props }: ResourceValidationArgs, report: ReportViolation): void => {
        if (type === "kubernetes:core/v1:Pod" && !props["metadata"].labels.owner) report("the label owner is missing");
      },
    },
  ],
});
