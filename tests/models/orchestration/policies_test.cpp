// The rules of each policy, in the order in which the reference asks them; ForgetInProcessRetry is praetor's alone.
#include <models/orchestration/policies.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace praetor::models;

namespace {

std::string names_of(policy rules)
{
    std::string all;
    for (auto const& one : rules)
        all += (all.empty() ? "" : " ") + std::string{one.name};
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(orchestration_policies)

BOOST_AUTO_TEST_CASE(flow_runs_meet_their_rules_in_order)
{
    BOOST_TEST(names_of(core_flow_policy()) ==
               "PreserveDeploymentConcurrencyLeaseId PreventDuplicateTransitions HandleFlowTerminalStateTransitions "
               "EnforceCancellingToCancelledTransition BypassCancellingFlowRunsWithNoInfra PreventPendingTransitions "
               "ValidateDeploymentConcurrencyAtRunning SecureFlowConcurrencySlots "
               "RemoveDeploymentConcurrencyLeaseForOldClientVersions EnsureOnlyScheduledFlowsMarkedLate "
               "HandlePausingFlows HandleResumingPausedFlows CopyScheduledTime WaitForScheduledTime RetryFailedFlows "
               "InstrumentFlowRunStateTransitions ReleaseFlowConcurrencySlots");
    BOOST_TEST(names_of(minimal_flow_policy()) ==
               "PreserveDeploymentConcurrencyLeaseId PreventResultDataLoss BypassCancellingFlowRunsWithNoInfra "
               "InstrumentFlowRunStateTransitions ReleaseFlowConcurrencySlots");
    BOOST_TEST(names_of(mark_late_runs_policy()) ==
               "EnsureOnlyScheduledFlowsMarkedLate EnforceDeploymentConcurrencyOnLate "
               "InstrumentFlowRunStateTransitions");
}

BOOST_AUTO_TEST_CASE(task_runs_meet_their_rules_in_order)
{
    BOOST_TEST(names_of(core_task_policy()) ==
               "CacheRetrieval HandleTaskTerminalStateTransitions PreventRunningTasksFromStoppedFlows "
               "SecureTaskConcurrencySlots CopyScheduledTime WaitForScheduledTime RetryFailedTasks RenameReruns "
               "UpdateFlowRunTrackerOnTasks CacheInsertion ReleaseTaskConcurrencySlots");
    BOOST_TEST(names_of(client_side_task_policy()) ==
               "CacheRetrieval HandleTaskTerminalStateTransitions PreventRunningTasksFromStoppedFlows "
               "CopyScheduledTime WaitForScheduledTime RetryFailedTasks RenameReruns UpdateFlowRunTrackerOnTasks "
               "CacheInsertion ReleaseTaskConcurrencySlots");
    BOOST_TEST(names_of(background_task_policy()) ==
               "PreventPendingTransitions CacheRetrieval HandleTaskTerminalStateTransitions CopyScheduledTime "
               "CopyTaskParametersID WaitForScheduledTime RetryFailedTasks RenameReruns UpdateFlowRunTrackerOnTasks "
               "CacheInsertion ReleaseTaskConcurrencySlots EnqueueScheduledTasks");
    BOOST_TEST(names_of(minimal_task_policy()) == "ReleaseTaskConcurrencySlots");
}

BOOST_AUTO_TEST_CASE(every_transition_meets_the_transforms_in_order)
{
    std::string const common = "SetRunStateType SetRunStateName SetRunStateTimestamp SetStartTime SetEndTime "
                               "IncrementRunTime SetExpectedStartTime SetNextScheduledStartTime UpdateStateDetails";
    BOOST_TEST(names_of(global_flow_policy()) ==
               "EnsureFlowRunStateTimestampIsUnique " + common +
                   " UpdateSubflowParentTask UpdateSubflowStateDetails IncrementFlowRunCount RemoveResumingIndicator"
                   " ForgetInProcessRetry");
    BOOST_TEST(names_of(global_task_policy()) == common + " IncrementTaskRunCount");
}

BOOST_AUTO_TEST_SUITE_END()
