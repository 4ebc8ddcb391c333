#include <routes/job_variables.hpp>

#include <routes/block_cipher.hpp>

namespace praetor::routes {

task<models::default_blocks> read_default_blocks(scope& rq, std::string base_job_template)
{
    models::default_blocks blocks;
    if (models::refers_to_blocks(base_job_template))
        blocks = co_await rq.db().read(models::read_default_blocks, std::move(base_job_template), cipher_of(rq));
    co_return blocks;
}

task<void> check_job_variables(scope& rq, std::string base_job_template, std::vector<json_text> variables,
                               models::job_variables_of whose)
{
    if (!models::describes_variables(base_job_template))
        co_return;
    models::job_variable_check wanted{std::move(base_job_template), {}, std::move(variables), whose};
    wanted.blocks = co_await read_default_blocks(rq, wanted.base_job_template);
    co_await rq.threads().run(models::check_job_variables, std::move(wanted));
}

} // namespace praetor::routes
