// Slots of deployments: taken before a run's infrastructure is made, leased to the run, given back when it ends.
#include <models/orchestration/client_version.hpp>
#include <models/orchestration/rules.hpp>

namespace praetor::models::rules {
namespace {

// States in which a flow run holds the slot of its deployment.
constexpr state_set holding{state_type::PENDING, state_type::RUNNING, state_type::CANCELLING};

constexpr char const* full = "Deployment concurrency limit reached.";

slot_ledger::limit_entry const* limit_of(transition const& t)
{
    return t.deployment && t.deployment->limit ? t.slots.find(*t.deployment->limit) : nullptr;
}

duration first_lease(transition const& t)
{
    auto const seconds = t.deployment->grace_seconds.value_or(t.slot_waits.first_lease_seconds);
    return duration{static_cast<std::int64_t>(seconds * 1e6)};
}

void secure(transition& t)
{
    if (!t.proposed || !t.run.deployment_id || counts_slots_itself(t.client_version))
        return;
    if (!t.deployment)
        return t.abort("Deployment not found.");
    auto const* limit = limit_of(t);
    if (limit == nullptr)
        return;
    if (limit->limit == 0)
        return t.abort("The deployment concurrency limit is 0. The flow will deadlock if submitted again.");
    if (t.slots.acquire({limit->id})) {
        t.proposed->state_details.deployment_concurrency_lease_id =
            t.slots.lease({limit->id}, std::nullopt, first_lease(t));
        return;
    }
    if (t.deployment->on_collision == collision_strategy::CANCEL_NEW)
        return t.reject(make_state(state_type::CANCELLED, "Cancelled", full), full);
    auto later = make_state(state_type::SCHEDULED, "AwaitingConcurrencySlot");
    later.state_details.scheduled_time =
        t.when + duration{static_cast<std::int64_t>(t.slot_waits.deployment_wait_seconds * 1e6)};
    t.reject(std::move(later), full);
}

void release_secured(transition& t, orchestrated_run const&)
{
    t.slots.release_made();
    if (t.proposed)
        t.proposed->state_details.deployment_concurrency_lease_id.reset();
}

// The lease may have ended while infrastructure was made: another run may have the slot by now.
void validate(transition& t)
{
    if (!t.initial || !t.proposed)
        return;
    auto const lease = t.initial->state_details.deployment_concurrency_lease_id;
    t.proposed->state_details.deployment_concurrency_lease_id = lease;
    if (!lease || !renews_leases(t.client_version) || !t.run.deployment_id)
        return;
    auto const* limit = limit_of(t);
    if (limit == nullptr || t.slots.renew(*lease, first_lease(t)))
        return;
    if (t.slots.acquire({limit->id})) {
        t.proposed->state_details.deployment_concurrency_lease_id =
            t.slots.lease({limit->id}, lease_holder{holder_kind::flow_run, t.run.id}, first_lease(t));
        return;
    }
    t.slot_is_lost = true;
    t.reject(make_state(state_type::CANCELLED, "Cancelled",
                        "Deployment concurrency slot lost during provisioning - no slots available to continue "
                        "execution"),
             "Deployment concurrency limit reached after lease expiry.");
}

// A client that renews nothing must not lose its slot to the clock.
void free_from_lease(transition& t)
{
    if (!t.initial || renews_leases(t.client_version))
        return;
    if (auto const lease = t.initial->state_details.deployment_concurrency_lease_id)
        t.slots.forget(*lease);
}

// The process of a run that retries in it goes on renewing its lease; one that asks for such a state itself ends.
bool retries_in_process(transition const& t)
{
    return t.status == set_state_status::REJECT && t.proposed->type == state_type::SCHEDULED &&
           t.proposed->name == "AwaitingRetry";
}

void release(transition& t)
{
    if (!t.initial || !holding.contains(t.initial->type) || holding.contains(t.proposed->type) || !t.run.deployment_id)
        return;
    if (t.slot_is_lost || retries_in_process(t))
        return;
    auto const lease = t.initial->state_details.deployment_concurrency_lease_id;
    if (lease && t.slots.release(*lease))
        return;
    if (t.deployment && t.deployment->limit)
        t.slots.release_slot(*t.deployment->limit);
}

// A run that never got as far as asking for a slot is cancelled here, where its deployment cancels what finds none.
void cancel_late(transition& t)
{
    if (!t.initial || !t.proposed || t.proposed->name != "Late" || !t.run.deployment_id)
        return;
    auto const* limit = limit_of(t);
    if (limit == nullptr || t.deployment->on_collision != collision_strategy::CANCEL_NEW)
        return;
    if (limit->active_slots >= limit->limit)
        t.reject(make_state(state_type::CANCELLED, "Cancelled", full),
                 "Deployment concurrency limit is full and uses the CANCEL_NEW strategy.");
}

constexpr rule release_transform()
{
    rule made{"ReleaseFlowConcurrencySlots"};
    made.is_transform = true;
    made.after = release;
    return made;
}

} // namespace

rule const secure_flow_concurrency_slots{
    "SecureFlowConcurrencySlots",
    state_set::all().without(state_type::PENDING).without(state_type::RUNNING).without(state_type::CANCELLING),
    {state_type::PENDING},
    secure,
    nullptr,
    release_secured};

rule const validate_deployment_concurrency_at_running{
    "ValidateDeploymentConcurrencyAtRunning",
    {state_type::PENDING},
    {state_type::RUNNING},
    validate,
    nullptr,
    [](transition& t, orchestrated_run const&) { t.slots.release_made(); }};

rule const remove_deployment_concurrency_lease_for_old_client_versions{
    "RemoveDeploymentConcurrencyLeaseForOldClientVersions",
    {state_type::PENDING},
    {state_type::RUNNING, state_type::CANCELLING},
    nullptr,
    free_from_lease};

rule const enforce_deployment_concurrency_on_late{
    "EnforceDeploymentConcurrencyOnLate", {state_type::SCHEDULED}, {state_type::SCHEDULED}, cancel_late};

rule const release_flow_concurrency_slots = release_transform();

} // namespace praetor::models::rules
