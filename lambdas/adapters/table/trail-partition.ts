/** The beginning of every partition that holds a trail: grants name it, and the stores write by it. */
export const trailPartitionPrefix = 'TRAIL#';
