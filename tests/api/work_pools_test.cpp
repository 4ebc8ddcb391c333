// Work pools with their queues and workers, as clients make, change and delete them.
#include <tests/api/work_pools.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

std::string status_of(test_server const& server, std::string const& pool)
{
    auto const status = server.get("/work_pools/" + pool).json().at("status");
    return status.is_null() ? "null" : std::string{status.as_string()};
}

answer change(test_server const& server, std::string const& path, std::string const& body)
{
    return server.ask("PATCH", path, body);
}

answer beat(test_server const& server, std::string const& pool, std::string const& worker, std::string const& more = {})
{
    return server.post("/work_pools/" + pool + "/workers/heartbeat", R"({"name":")" + worker + '"' + more + '}');
}

} // namespace

BOOST_AUTO_TEST_SUITE(work_pools)

PRAETOR_TEST_EACH_DIALECT(a_pool_is_made_with_its_default_queue_and_told_as_it_was_sent)
{
    test_server server{dialect};
    auto const made = make_pool(server, "p", R"(,"description":"d","concurrency_limit":2,"storage_configuration":
        {"bundle_upload_step":{"a":1}})");
    BOOST_TEST(made.status == 201);
    auto const pool = made.json();
    BOOST_TEST(text_of(pool, "status") == "NOT_READY");
    BOOST_TEST(pool.at("active_slots").to_number<int>() == 0);
    BOOST_TEST(pool.at("base_job_template") == boost::json::value(boost::json::object{}));
    BOOST_TEST(pool.at("storage_configuration").at("default_result_storage_block_id").is_null());
    auto const again = server.get("/work_pools/p").json();
    for (auto const* name :
         {"id", "name", "description", "type", "default_queue_id", "storage_configuration", "status"})
        BOOST_TEST(again.at(name) == pool.at(name), name);
    auto const queue = server.get("/work_pools/p/queues/default").json();
    BOOST_TEST(queue.at("id") == pool.at("default_queue_id"));
    BOOST_TEST(text_of(queue, "description") == "The work pool's default queue.");
    BOOST_TEST(text_of(queue, "work_pool_name") == "p");
    BOOST_TEST(server.post("/work_pools/count", "{}").json() == 1);
    BOOST_TEST(server.post("/work_pools/count", R"({"work_pools":{"type":{"any_":["docker"]}}})").json() == 0);
}

PRAETOR_TEST_EACH_DIALECT(names_of_pools_are_unique_and_some_are_reserved)
{
    test_server server{dialect};
    BOOST_TEST(make_pool(server, "p").status == 201);
    auto const twice = make_pool(server, "p");
    BOOST_TEST(twice.status == 409);
    BOOST_TEST(text_of(twice.json(), "detail") == "A work pool with this name already exists.");
    auto const reserved = make_pool(server, "Prefect-x");
    BOOST_TEST(reserved.status == 403);
    BOOST_TEST(text_of(reserved.json(), "detail") ==
               "Work pools starting with 'Prefect' are reserved for internal use.");
    BOOST_TEST(make_pool(server, " ").status == 422);
    BOOST_TEST(make_pool(server, "a/b").status == 422);
    BOOST_TEST(change(server, "/work_pools/prefect-x", R"({"description":"d"})").status == 403);
    BOOST_TEST(change(server, "/work_pools/prefect-x", R"({"is_paused":true})").status == 404);
    BOOST_TEST(server.ask("DELETE", "/work_pools/prefect-x").status == 403);
}

PRAETOR_TEST_EACH_DIALECT(defaults_of_job_variables_are_held_against_their_schema)
{
    test_server server{dialect};
    auto const with_default = [&](std::string const& property) {
        return make_pool(server,
                         "p", R"(,"base_job_template":{"job_configuration":{"c":"{{ a }}"},"variables":{"properties":
            {"a":)" + property + "}}}");
    };
    auto const refused = with_default(R"({"type":"string","default":1})");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(
        text_of(refused.json(), "detail") ==
        "Validation failed for work pool's job variable defaults: Validation failed for field 'a'. Failure reason: "
        "1 is not valid under any of the given schemas");
    BOOST_TEST(with_default(R"({"type":"foo"})").status == 422);
    BOOST_TEST(with_default(R"({"type":"string","default":{"$ref":{"block_document_id":"nope"}}})").status == 404);
    BOOST_TEST(with_default(R"({"type":"string","default":"x"})").status == 201);
}

PRAETOR_TEST_EACH_DIALECT(a_paused_pool_is_told_by_events_and_ready_again_where_a_worker_is_online)
{
    test_server server{dialect};
    auto const id = text_of(make_pool(server, "p").json(), "id");
    BOOST_TEST(change(server, "/work_pools/p", R"({"is_paused":true})").status == 204);
    BOOST_TEST(status_of(server, "p") == "PAUSED");
    BOOST_TEST(beat(server, "p", "w").status == 204);
    BOOST_TEST(status_of(server, "p") == "PAUSED");
    BOOST_TEST(change(server, "/work_pools/p", R"({"is_paused":false,"description":"d"})").status == 204);
    BOOST_TEST(status_of(server, "p") == "READY");
    BOOST_TEST(events_of(server, "prefect.work-pool." + id) ==
               "prefect.work-pool.created;prefect.work-pool.not-ready;prefect.work-pool.paused;"
               "prefect.work-pool.ready;prefect.work-pool.updated;");
}

PRAETOR_TEST_EACH_DIALECT(a_pool_of_agents_tells_no_status)
{
    test_server server{dialect};
    auto const made = server.post("/work_pools/", R"({"name":"agents","is_paused":true})");
    BOOST_TEST(text_of(made.json(), "type") == "prefect-agent");
    BOOST_TEST(made.json().at("status").is_null());
    BOOST_TEST(status_of(server, "agents") == "null");
    BOOST_TEST(server.post("/work_pools/filter", "{}").json().at(0).at("status").is_null());
}

PRAETOR_TEST_EACH_DIALECT(changes_of_a_pool_that_make_no_sense_are_refused_with_a_status_of_their_own)
{
    test_server server{dialect};
    BOOST_TEST(make_pool(server, "p").status == 201);
    BOOST_TEST(change(server, "/work_pools/none", "{}").status == 404);
    BOOST_TEST(change(server, "/work_pools/p", R"({"is_paused":null})").status == 409);
    BOOST_TEST(change(server, "/work_pools/p", R"({"storage_configuration":null})").status == 409);
    BOOST_TEST(change(server, "/work_pools/p", R"({"base_job_template":null})").status == 422);
    BOOST_TEST(change(server, "/work_pools/p", R"({"concurrency_limit":-1})").status == 422);
    BOOST_TEST(change(server, "/work_pools/p", R"({"name":"q"})").status == 422);
    BOOST_TEST(change(server, "/work_pools/p", "{}").status == 204);
}

PRAETOR_TEST_EACH_DIALECT(clients_that_do_not_know_the_block_of_results_are_not_told_of_it)
{
    test_server server{dialect};
    BOOST_TEST(make_pool(server, "p").status == 201);
    auto const told = [&](std::string const& release) {
        auto const found =
            server.ask("GET", "/work_pools/p", {}, {{"user-agent", "prefect/" + release + " (API 0.8.4)"}});
        return found.json().at("storage_configuration").as_object().contains("default_result_storage_block_id");
    };
    BOOST_TEST(!told("3.3.7"));
    BOOST_TEST(!told("3.0.0"));
    BOOST_TEST(told("3.3.8"));
    BOOST_TEST(told("3.9.1"));
}

PRAETOR_TEST_EACH_DIALECT(queues_have_priorities_of_their_own_which_make_room_for_each_other)
{
    test_server server{dialect};
    BOOST_TEST(make_pool(server, "p").status == 201);
    BOOST_TEST(make_queue(server, "p", "a").json().at("priority").to_number<int>() == 2);
    BOOST_TEST(make_queue(server, "p", "b", R"(,"priority":1,"concurrency_limit":3)").status == 201);
    BOOST_TEST(priorities_of(server, "p") == "b:1;default:2;a:3;");
    BOOST_TEST(make_queue(server, "p", "far", R"(,"priority":9)").status == 201);
    BOOST_TEST(change(server, "/work_pools/p/queues/a", R"({"priority":2})").status == 204);
    BOOST_TEST(priorities_of(server, "p") == "b:1;a:2;default:3;far:9;");
    BOOST_TEST(server.ask("DELETE", "/work_pools/p/queues/a").status == 204);
    BOOST_TEST(priorities_of(server, "p") == "b:1;default:3;far:9;");
    BOOST_TEST(make_queue(server, "p", "next").json().at("priority").to_number<int>() == 2);
    BOOST_TEST(change(server, "/work_pools/p/queues/next", R"({"priority":null})").status == 409);
}

PRAETOR_TEST_EACH_DIALECT(a_queue_that_is_not_there_or_there_already_is_told_in_the_words_of_the_reference)
{
    test_server server{dialect};
    BOOST_TEST(make_pool(server, "p").status == 201);
    BOOST_TEST(make_queue(server, "p", "q").status == 201);
    BOOST_TEST(make_queue(server, "p", "q").status == 409);
    auto const detail = [](answer const& of) { return std::to_string(of.status) + ' ' + text_of(of.json(), "detail"); };
    BOOST_TEST(detail(make_queue(server, "none", "q")) == "404 Work pool \"none\" not found.");
    BOOST_TEST(detail(server.get("/work_pools/none/queues/q")) == "404 Work pool queue 'none/q' not found.");
    BOOST_TEST(detail(server.get("/work_pools/p/queues/none")) == "404 Work pool queue 'p/none' not found.");
    BOOST_TEST(detail(change(server, "/work_pools/none/queues/q", "{}")) == "404 Work pool \"none\" not found.");
    BOOST_TEST(detail(server.ask("DELETE", "/work_pools/p/queues/none")) == "404 Work pool queue 'p/none' not found.");
    BOOST_TEST(detail(server.ask("DELETE", "/work_pools/p/queues/default")) ==
               "409 Can't delete a pool's default queue.");
    BOOST_TEST(change(server, "/work_pools/p/queues/q", R"({"name":"default"})").status == 409);
}

PRAETOR_TEST_EACH_DIALECT(a_queue_that_is_resumed_is_ready_where_it_was_polled_lately)
{
    test_server server{dialect};
    BOOST_TEST(make_pool(server, "p").status == 201);
    auto const path = std::string{"/work_pools/p/queues/q"};
    auto const id = text_of(make_queue(server, "p", "q").json(), "id");
    BOOST_TEST(change(server, path, R"({"is_paused":true})").status == 204);
    BOOST_TEST(change(server, path, R"({"is_paused":true})").status == 204);
    BOOST_TEST(change(server, path, R"({"is_paused":false})").status == 204);
    BOOST_TEST(text_of(server.get(path).json(), "status") == "NOT_READY");
    BOOST_TEST(change(server, path, R"({"is_paused":true})").status == 204);
    BOOST_TEST(change(server, path, R"({"is_paused":false,"last_polled":"2035-01-01T00:00:00Z","name":"r"})").status ==
               204);
    auto const renamed = server.get("/work_pools/p/queues/r").json();
    BOOST_TEST(text_of(renamed, "status") == "READY");
    BOOST_TEST(text_of(renamed, "last_polled") == "2035-01-01T00:00:00Z");
    BOOST_TEST(events_of(server, "prefect.work-queue." + id) ==
               "prefect.work-queue.created;prefect.work-queue.paused;prefect.work-queue.not-ready;"
               "prefect.work-queue.paused;prefect.work-queue.updated;prefect.work-queue.ready;");
}

PRAETOR_TEST_EACH_DIALECT(a_heartbeat_makes_a_worker_online_and_its_pool_ready_once)
{
    test_server server{dialect};
    auto const id = text_of(make_pool(server, "p").json(), "id");
    BOOST_TEST(beat(server, "none", "w").status == 404);
    BOOST_TEST(beat(server, "p", "w", R"(,"heartbeat_interval_seconds":30)").status == 204);
    BOOST_TEST(beat(server, "p", "w").status == 204);
    BOOST_TEST(beat(server, "p", "v").status == 204);
    BOOST_TEST(status_of(server, "p") == "READY");
    auto const workers = server.post("/work_pools/p/workers/filter", "{}").json().as_array();
    BOOST_REQUIRE(workers.size() == 2U);
    BOOST_TEST(text_of(workers[0], "name") == "v");
    BOOST_TEST(workers[1].at("heartbeat_interval_seconds").to_number<int>() == 30);
    BOOST_TEST(text_of(workers[1], "status") == "ONLINE");
    BOOST_TEST(server.post("/work_pools/p/workers/filter", R"({"workers":{"status":{"any_":["OFFLINE"]}}})")
                   .json()
                   .as_array()
                   .empty());
    BOOST_TEST(events_of(server, "prefect.work-pool." + id) ==
               "prefect.work-pool.created;prefect.work-pool.not-ready;prefect.work-pool.ready;");
    BOOST_TEST(server.ask("DELETE", "/work_pools/p/workers/w").status == 204);
    BOOST_TEST(server.ask("DELETE", "/work_pools/p/workers/w").status == 404);
    BOOST_TEST(server.ask("DELETE", "/work_pools/none/workers/w").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_pool_goes_with_its_queues_and_workers_and_its_runs_stay)
{
    test_server server{dialect};
    auto const id = text_of(make_pool(server, "p").json(), "id");
    BOOST_TEST(make_queue(server, "p", "q").status == 201);
    BOOST_TEST(beat(server, "p", "w").status == 204);
    auto const run = make_scheduled_run(server, make_flow(server), "p", "q", "2026-01-01T00:00:00Z");
    BOOST_TEST(server.ask("DELETE", "/work_pools/p").status == 204);
    BOOST_TEST(server.ask("DELETE", "/work_pools/p").status == 404);
    BOOST_TEST(server.post("/work_queues/filter", "{}").json().as_array().empty());
    BOOST_TEST(server.database().run("SELECT count(*) FROM worker") == "0");
    BOOST_TEST(server.get("/flow_runs/" + run).json().at("work_queue_id").is_null());
    BOOST_TEST(events_of(server, "prefect.work-pool." + id).ends_with("prefect.work-pool.deleted;"));
}

PRAETOR_TEST_EACH_DIALECT(a_list_of_no_prefixes_is_as_if_it_were_not_there)
{
    test_server server{dialect};
    BOOST_TEST(make_pool(server, "p").status == 201);
    auto const id = text_of(make_queue(server, "p", "q").json(), "id");
    auto const found = [&](std::string const& queues) {
        return server.post("/work_queues/filter", R"({"work_queues":{"operator":)" + queues + "}}")
            .json()
            .as_array()
            .size();
    };
    auto const by_id = R"("id":{"any_":[")" + id + R"("]})";
    BOOST_TEST(found(R"("or_",)" + by_id + R"(,"name":{"startswith_":[]})") == 1U);
    BOOST_TEST(found(R"("or_",)" + by_id + R"(,"name":{"startswith_":["DEF"]})") == 2U);
    BOOST_TEST(found(R"("or_",)" + by_id + R"(,"name":{})") == 2U);
    BOOST_TEST(found(R"("and_",)" + by_id + R"(,"name":{"startswith_":[]})") == 1U);
    BOOST_TEST(found(R"("or_","name":{"startswith_":[]})") == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
