"""What the framework calls things; a plan may use words of its own beside these."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "Driver.kind": "market technology policy",
    "Context.methods": "value-chain-analysis agile-operations",
    "Context.value_chain": "content-distribution customer-service promotion fulfilment",
    "Objective.area": "customer-lifetime-value resource-efficiency market-responsiveness",
    "Stage.kind": "early middle late other",
    "Stage.covers": "tool-procurement team-formation pilot-validation technology-upgrade marketing channel-expansion "
    "ecosystem brand",
    "Line.category": "people technology finance",
    "Reserve.method": "expected-value",
    "Department.duties": "customer-needs system-support budget-control plan-execution",
    "Person.roles": "operations-strategist data-analyst content-creator technical-developer customer-experience",
    "Person.skills": "industry-insight sql python machine-learning multi-platform stability scalability feedback-loop",
    "Training.kind": "external knowledge-base",
    "Meeting.kind": "weekly retrospective joint effect-review",
    "Workspace.holds": "documents communication progress",
    "Governance.appraisal": "drill-results",
    "Tool.kind": "crm marketing-automation bi tracking other",
    "Tool.capabilities": "multi-channel smart-tags email sms push ab-testing real-time end-to-end",
    "Data.domains": "behaviour transaction marketing",
    "DataQuality.checks": "accuracy completeness",
    "AdjustmentStep.step": "monitor diagnose validate evaluate",
    "Kpi.kind": "retention conversion average-order-value cac ltv labor-cost marketing-roi nps satisfaction "
    "decision-cycle response-speed cross-department-completion on-time-delivery improvements-per-year "
    "training-coverage onboarding-time brand-value market-share partner-health inventory-turnover repurchase other",
    "Kpi.group": "core outcome capability competitiveness",
    "Kpi.segment": "high-value",
    "Kpi.dimension": "brand-value market-share ecosystem-health",
    "Phase.kind": "diagnosis design pilot rollout other",
    "Phase.methods": "user-research data-collection competitor-analysis",
    "Phase.content": "benchmark tooling process budget-allocation",
    "Review.kind": "internal external",
    "Deliverable.kind": "diagnosis-report technical-roadmap itemized-budget pilot-report operations-handbook other",
    "Risk.category": "technical market operational regulatory supply-chain financial reputational",
    "Risk.strategies": "redundancy recovery stress-test scenario-plans standard-process compliance-monitoring "
    "expert-advice budget-control reserve rapid-response sentiment-monitoring",
    "Risk.fallback": "alternative-supplier alternative-solution legal-consultation",
    "Response.kind": "avoid mitigate transfer accept",
    "ContingencyPlan.purpose": "decision cooperation technical",
    "Channel.kind": "sms app-push email",
    "Indicator.dimension": "technical market operational financial",
    "Drill.scenario": "system-failure data-leak natural-disaster safety-incident public-criticism",
    "Drill.form": "tabletop role-play live",
    "Drill.purpose": "decision cooperation technical",
}
