"""Rules about who does what: posts, departments, responsibilities and owners."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_organization.core_roles import CoreRoles
    from opscheck_organization.department_duties import DepartmentDuties
    from opscheck_organization.incentives import Incentives
    from opscheck_organization.joint_meetings import JointMeetings
    from opscheck_organization.known_owner import KnownOwner
    from opscheck_organization.mediation import Mediation
    from opscheck_organization.partner_evaluation import PartnerEvaluation
    from opscheck_organization.post_boundaries import PostBoundaries
    from opscheck_organization.responsibility import ResponsibilityMatrix
    from opscheck_organization.role_skills import RoleSkills
    from opscheck_organization.shared_kpis import SharedKpis
    from opscheck_organization.shared_workspace import SharedWorkspace
    from opscheck_organization.steering_committee import SteeringCommittee
    from opscheck_organization.succession import Succession
    from opscheck_organization.team_building import TeamBuilding
    from opscheck_organization.training import TrainingPlanned

    return [
        CoreRoles,
        RoleSkills,
        TrainingPlanned,
        Succession,
        ResponsibilityMatrix,
        PostBoundaries,
        KnownOwner,
        SteeringCommittee,
        SharedWorkspace,
        DepartmentDuties,
        Incentives,
        TeamBuilding,
        Mediation,
        JointMeetings,
        PartnerEvaluation,
        SharedKpis,
    ]
